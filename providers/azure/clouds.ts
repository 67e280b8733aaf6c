/** The clouds of Azure, by the names that Azure's own tools have for them. */
export interface Cloud {
  /** Where tokens come from. */
  readonly login: string;
  /** Where zones are managed; also the name of what a token is for. */
  readonly management: string;
}

export const clouds: Readonly<Record<string, Cloud>> = {
  public: { login: 'https://login.microsoftonline.com', management: 'https://management.azure.com' },
  china: { login: 'https://login.chinacloudapi.cn', management: 'https://management.chinacloudapi.cn' },
  usgovernment: { login: 'https://login.microsoftonline.us', management: 'https://management.usgovcloudapi.net' },
};
