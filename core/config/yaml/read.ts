import { emptyYaml, type YamlConfiguration, type YamlSource } from './result.js';

export async function readYamlConfiguration(_source: YamlSource): Promise<YamlConfiguration> {
  return emptyYaml;
}
