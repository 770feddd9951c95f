import { randomBytes } from 'node:crypto'

const LENGTH = 9
let pool = Buffer.alloc(0)
let at = 0

/** 72 random bits as text. Many are drawn at once: each draw costs ten times what one nonce does. */
export function nonce(): string {
  if (at + LENGTH > pool.length) [pool, at] = [randomBytes(64 * LENGTH), 0]
  return pool.toString('base64url', at, (at += LENGTH))
}
