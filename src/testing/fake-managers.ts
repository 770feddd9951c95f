import type { EntityManager } from 'typeorm'

const methods = ['query', 'getRepository', 'transaction', 'save', 'insert', 'update', 'delete', 'find', 'findOneBy']

/** Also of a mock, which may have only the methods that its test calls. */
export function isManagerLike(value: unknown): value is EntityManager {
  if (typeof value !== 'object' || value === null) return false
  return methods.some((name) => typeof (value as Record<string, unknown>)[name] === 'function')
}
