import { posix } from 'node:path'
import { type Import, type Sources, importsOf } from './source-imports'

const leaves = ['errors', 'events', 'options', 'deadline', 'event-loop', 'credentials']
const read = [...leaves, 'identifiers', 'tokens']

/** What each module of `src` (a folder, or a file beside them) may know besides itself. */
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  credentials: [],
  errors: ['credentials'],
  'safe-call': [],
  events: ['errors', 'safe-call'],
  warnings: ['errors', 'events', 'safe-call'],
  'event-loop': [],
  deadline: ['event-loop'],
  'option-checks': ['errors'],
  'entity-rules': ['errors', 'option-checks'],
  options: ['errors', 'events', 'option-checks', 'entity-rules'],
  sql: [],
  identifiers: leaves,
  tokens: [...leaves, 'identifiers'],
  keys: read,
  changes: read,
  values: [...read, 'option-checks', 'keys'],
  redis: read,
  typeorm: [...read, 'sql', 'keys', 'changes', 'values'],
  testing: [...read, 'keys', 'values', 'typeorm', 'alkey'],
  'fragmented-keys': [...read, 'redis'],
  'opened-stores': [...read, 'values', 'redis'],
  'invalidated-parts': [...read, 'keys', 'changes', 'typeorm'],
  requests: [...read, 'keys', 'changes', 'values'],
  core: [...read, 'warnings', 'keys', 'changes', 'values', 'redis', 'typeorm', 'opened-stores', 'requests'],
  alkey: [...read, 'keys', 'changes', 'values', 'typeorm', 'core', 'invalidated-parts', 'requests'],
  http: [...read, 'option-checks', 'keys', 'values', 'requests', 'alkey'],
  express: [...read, 'keys', 'alkey', 'requests', 'http'],
  fastify: [...read, 'keys', 'alkey', 'requests', 'http'],
  index: [...read, 'entity-rules', 'warnings', 'keys', 'values', 'redis', 'typeorm', 'alkey'],
}

/** The same, where a type is allowed and the code is not. */
const mayKnowTypesOf: Readonly<Record<string, readonly string[]>> = {
  options: ['tokens', 'values', 'warnings'],
  'option-checks': ['warnings'],
  redis: ['values'],
}

/**
 * The rooms of a module, and files beside them in brackets, in their order: each may know those that come before it.
 */
const roomsOf: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  sql: [
    ['statement', 'memo'],
    'lexer',
    'clauses',
    'writes',
    'queries',
    'settings',
    'repeated-rows',
    ['names-within', 'sql-reader'],
  ],
  typeorm: [
    ['versions', 'dialect', 'embedded', 'instances', 'metadata', 'attach-refusals'],
    ...['entities', 'reach', 'connections', 'hooks', 'result-cache'],
    ['attachment', 'carried-managers'],
  ],
}

/** Loaded only by those who need them. */
const lazyPackages = ['typeorm', 'ioredis']

const MOST_LINES = 250

/** Imports that point outwards, or to a file that is not there; one sentence for each. */
export function wrongDirections(sources: Sources): string[] {
  return importsOf(sources).flatMap((one) => {
    if (!one.specifier.startsWith('.')) return []
    const target = targetOf(one, sources)
    if (!target) return [`${shown(one)}, which is no file of src`]
    const [from, to] = [moduleOf(one.file), moduleOf(target)]
    const known = mayKnow[from]
    if (!known) return [`${shown(one)}, and '${from}' has no place in the order yet: give it one in import-rules.ts`]
    if (from === to) return wrongRoom(one, target)
    if (known.includes(to)) return []
    if (mayKnowTypesOf[from]?.includes(to)) {
      return one.loads === 'never' ? [] : [`${shown(one)}: '${from}' may import only types of '${to}'`]
    }
    return [`${shown(one)}: '${from}' must not know '${to}', only ${known.join(', ') || 'nothing'}`]
  })
}

/** An import within a module that leads to a room further out. */
function wrongRoom(one: Import, target: string): string[] {
  const rooms = roomsOf[moduleOf(one.file)]
  if (!rooms) return []
  const [from, to] = [one.file, target].map((file) => (file.split('/')[1] ?? '').replace(/\.ts$/, '')) as [
    string,
    string,
  ]
  const [at, of] = [from, to].map((name) => rooms.findIndex((room) => room === name || room.includes(name))) as [
    number,
    number,
  ]
  if (at < 0)
    return [`${shown(one)}, and the room '${from}' has no place in the order yet: give it one in import-rules.ts`]
  if (of >= 0 && of <= at) return []
  return [`${shown(one)}: the room '${from}' must not know '${to}'`]
}

/** Files that import each other in a circle, `import type` included. */
export function circles(sources: Sources): string[] {
  const imports = importsOf(sources)
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) found.push([...path.slice(at), file].join(' → '))
    if (at >= 0 || done.has(file)) return
    for (const one of imports) {
      const target = one.file === file && targetOf(one, sources)
      if (target) visit(target, [...path, file])
    }
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return found
}

/** Imports that load TypeORM or ioredis for everybody. */
export function eagerPackages(sources: Sources): string[] {
  return importsOf(sources)
    .filter(({ specifier, loads }) => loads === 'with the file' && lazyPackages.includes(packageOf(specifier)))
    .map((one) => `${shown(one)} at run time: use import type, or require it in the function that needs it`)
}

export function longFiles(sources: Sources): string[] {
  return [...sources]
    .map(([file, text]) => [file, text.trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > MOST_LINES)
    .map(([file, lines]) => `${file} has ${lines} lines; ${MOST_LINES} are the most`)
}

export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The imported file, or `undefined` when it is not one of the sources. */
function targetOf({ file, specifier }: Import, sources: Sources): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = posix.join(posix.dirname(file), specifier)
  return [path, `${path}.ts`, `${path}/index.ts`].find((candidate) => sources.has(candidate))
}

function moduleOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? file
}

export function shown({ file, line, specifier }: Import): string {
  return `src/${file}:${line} imports '${specifier}'`
}
