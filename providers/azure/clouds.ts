/** The clouds of Azure, by the names that Azure's own tools have for them. */
export interface Cloud {
  /** Where tokens come from. */
  readonly login: string;
  /** Where zones are managed. */
  readonly management: string;
  /** What a token is for, in both versions of the login. */
  readonly resource: string;
  readonly scope: string;
}

export const publicCloud: Cloud = {
  login: 'https://login.microsoftonline.com',
  management: 'https://management.azure.com',
  resource: 'https://management.azure.com/',
  scope: 'https://management.azure.com/.default',
};

export const clouds: Readonly<Record<string, Cloud>> = {
  public: publicCloud,
  china: {
    login: 'https://login.chinacloudapi.cn',
    management: 'https://management.chinacloudapi.cn',
    resource: 'https://management.chinacloudapi.cn/',
    scope: 'https://management.chinacloudapi.cn/.default',
  },
  usgovernment: {
    login: 'https://login.microsoftonline.us',
    management: 'https://management.usgovcloudapi.net',
    resource: 'https://management.usgovcloudapi.net/',
    scope: 'https://management.usgovcloudapi.net/.default',
  },
};
