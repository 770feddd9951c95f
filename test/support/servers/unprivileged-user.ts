import { execFileSync } from 'node:child_process'

export interface User {
  readonly uid: number
  readonly gid: number
}

/** Database servers refuse to run as root. Undefined when there is no need to change the user. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = lookUp('postgres') ?? lookUp('nobody')
  if (user === undefined)
    throw new Error('root may not run a database server, and there is no user "postgres" or "nobody"')
  return user
}

function lookUp(name: string): User | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}
