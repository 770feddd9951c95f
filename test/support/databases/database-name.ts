import { randomUUID } from 'node:crypto'

/** Keeps databases on one server apart. Needs no quotes. */
export function uniqueDatabaseName(): string {
  return `alkey_${randomUUID().replaceAll('-', '')}`
}

export function urlOfDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
