import type { DataSource } from 'typeorm'
import type { Clock } from '../../identifiers/id-form'

/** How mysql2 gives and takes times; `undefined` when that can't be told, or it gives them otherwise than it takes them. */
export function mysqlClock({ options }: DataSource): Clock | undefined {
  const given = options as MysqlOptions
  const timezone = given.extra?.timezone ?? given.timezone ?? 'local'
  if (timezone === 'local') return 'local'
  // Texts are made Dates by TypeORM, in the zone of the process.
  if (given.extra?.dateStrings ?? given.dateStrings) return undefined
  if (timezone === 'Z') return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(timezone) ?? []
  return sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/**
 * How pg gives and takes a `timestamp`. Whoever has told it to parse them in another way has told it by functions: these
 * are asked.
 */
export function postgresClock({ driver, options }: DataSource): Clock | undefined {
  const { postgres } = driver as { postgres?: Pg }
  const types = (options as { extra?: { types?: PgTypes } }).extra?.types ?? postgres?.types
  const isUtc = postgres?.defaults?.parseInputDatesAsUTC === true
  // Others in the place of pg may take times otherwise than they give them.
  if (!types?.getTypeParser) return undefined
  const given = types.getTypeParser(TIMESTAMP, 'text')('2000-01-01 12:00:00')
  // Texts are what the clock shows, but TypeORM makes Dates of them in the zone of the process.
  if (typeof given === 'string') return isUtc ? undefined : 'local'
  if (!(given instanceof Date)) return undefined
  const time = given.getTime()
  if (isUtc) return time === Date.UTC(2000, 0, 1, 12) ? 0 : undefined
  return time === new Date(2000, 0, 1, 12).getTime() ? 'local' : undefined
}

/** The type's OID. */
const TIMESTAMP = 1114

interface PgTypes {
  readonly getTypeParser?: (oid: number, format: 'text') => (text: string) => unknown
}

interface Pg {
  readonly types?: PgTypes
  readonly defaults?: { readonly parseInputDatesAsUTC?: unknown }
}

interface MysqlOptions {
  readonly timezone?: string
  readonly dateStrings?: unknown
  readonly extra?: { readonly timezone?: string; readonly dateStrings?: unknown }
}
