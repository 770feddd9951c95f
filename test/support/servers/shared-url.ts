/** Where the shared server is: the global setup said it through the environment. */
export function sharedUrl(variable: 'REDIS_URL' | 'DATABASE_URL' | 'MYSQL_URL'): string {
  const url = process.env[variable]
  if (url === undefined || url === '') {
    throw new Error(
      `${variable} is not set: only tests of a Jest project whose global setup starts that server have it`,
    )
  }
  return url
}
