import type { DataSource } from 'typeorm'

const embedded: readonly string[] = [
  'better-sqlite3',
  'sqljs',
  'sqlite',
  'expo',
  'cordova',
  'react-native',
  'nativescript',
  'capacitor',
]

/** Whether the database runs in this process, with one connection for everybody. */
export function isEmbedded({ options }: DataSource): boolean {
  return embedded.includes(options.type)
}
