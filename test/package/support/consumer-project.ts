import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Packed } from './packed'
import { installed } from './repository'

/** The sources that use each type of the package, and refuse what it refuses. */
export const CONSUMERS = [
  'types',
  'option-types',
  'tag-types',
  'value-types',
  'remembered-types',
  'computed-types',
] as const

export function readConsumer(name: string): string {
  return readFileSync(join(__dirname, '..', 'consumer', `${name}.ts`), 'utf8')
}

/** A folder with the package and its peers installed. */
export function makeProject(packed: Packed, name: string, typeorm: string): string {
  const project = join(packed.directory, '..', name)
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  // A copy, since the peers of a link are looked for where it leads.
  cpSync(packed.directory, join(modules, 'typeorm-alkey'), { recursive: true })
  symlinkSync(installed(typeorm), join(modules, 'typeorm'))
  symlinkSync(installed('ioredis'), join(modules, 'ioredis'))
  symlinkSync(installed('@types/node'), join(modules, '@types', 'node'))
  writeFileSync(join(project, 'exactly.ts'), readConsumer('exactly'))
  return project
}
