import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { checkXmlSize } from '../sdk/parse-limits.js';

/**
 * XML → object: elements become properties, attributes get `@` before the name, text beside attributes is `#text`.
 * Values stay strings; namespace prefixes go.
 * @param lists names of elements that are lists even where only one stands there
 * @throws Error where the text is not well-formed, or nested too deeply
 */
export function parseXml(text: string, lists: readonly string[] = []): unknown {
  checkXmlSize(text);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new Error(`not well-formed XML: ${verdict.err.msg} (line ${verdict.err.line})`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    // Numeric references (`&#34;`) too, which are none of the five named ones.
    htmlEntities: true,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(text);
}

/** The reverse, with the XML declaration in front. */
export function buildXml(value: unknown): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build(value)}`;
}
