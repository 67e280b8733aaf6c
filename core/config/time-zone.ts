/** Zones whose rules POSIX writes out: standard and summer time with the offset between them (XBD 8.3). */
const zonesWithSummerTime: Readonly<Record<string, string>> = {
  CET_1CEST: 'Europe/Berlin',
  MET_1MEST: 'Europe/Berlin',
  EET_2EEST: 'Europe/Helsinki',
  WET0WEST: 'Europe/Lisbon',
  GMT0BST: 'Europe/London',
  GMT0IST: 'Europe/Dublin',
  NST3_30NDT: 'America/St_Johns',
  AST4ADT: 'America/Halifax',
  EST5EDT: 'America/New_York',
  CST6CDT: 'America/Chicago',
  MST7MDT: 'America/Denver',
  PST8PDT: 'America/Los_Angeles',
  AKST9AKDT: 'America/Anchorage',
  AEST_10AEDT: 'Australia/Sydney',
  ACST_9_30ACDT: 'Australia/Adelaide',
  NZST_12NZDT: 'Pacific/Auckland',
};

/** Offsets that are no whole hours, in minutes east of UTC. */
const zonesByMinutes: Readonly<Record<number, string>> = {
  210: 'Asia/Tehran',
  270: 'Asia/Kabul',
  330: 'Asia/Kolkata',
  345: 'Asia/Kathmandu',
  390: 'Asia/Yangon',
  525: 'Australia/Eucla',
  570: 'Australia/Darwin',
};

/**
 * The IANA name of what stands in TZ: a name, with or without the leading colon, or a POSIX rule. As in POSIX, `GMT+2` is
 * two hours west of Greenwich.
 * @returns undefined where it is neither, or no zone is known for it
 */
export function readTimeZone(text: string): string | undefined {
  const name = text.trim().replace(/^:/, '');
  if (name.startsWith('/') || isZone(name)) return name;
  return zoneOfRule(name);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zoneOfRule(rule: string): string | undefined {
  const abbreviation = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)';
  const pattern = new RegExp(`^(${abbreviation})([+-]?)(\\d{1,2})(?::(\\d{2}))?(?::\\d{2})?(${abbreviation})?`);
  const match = pattern.exec(rule);
  if (match === null) return undefined;
  const [whole, standard = '', sign = '', hours = '', minutes = '', summer] = match;
  if (summer !== undefined) {
    const key = `${standard}${sign === '-' ? '_' : ''}${Number(hours)}${minutes === '' || minutes === '00' ? '' : `_${minutes}`}${summer}`;
    return zonesWithSummerTime[key];
  }
  if (whole !== rule) return undefined;
  const east = (sign === '-' ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
  return zoneEastOf(east);
}

function zoneEastOf(minutes: number): string | undefined {
  if (minutes % 60 !== 0) return zonesByMinutes[minutes];
  const hours = minutes / 60;
  if (hours === 0) return 'UTC';
  // The sign of these names is that of POSIX.
  const zone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
  return isZone(zone) ? zone : undefined;
}
