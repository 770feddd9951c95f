import { NumberText } from '../entities/number-text'
import type { Execution, Parameters } from './execution'
import type { Dialect, Value } from '../../sql/statement'

/** The values that one in a statement may stand for; `undefined` when they can't be told. */
export function possibleValues(value: Value, parameters: Parameters): readonly unknown[] | undefined {
  switch (value.kind) {
    case 'parameter': {
      const parameter = parameters[value.at]
      return value.at < parameters.length && isScalar(parameter) ? [parameter ?? null] : undefined
    }
    case 'element': {
      const elements = parameters[value.at]
      return Array.isArray(elements) && elements.every(isScalar) ? elements : undefined
    }
    case 'literal':
      return [value.value]
    case 'number':
      return numberIn(value.text)
    case 'null':
    case 'default':
    case 'inserted':
    case 'expression':
      return undefined
  }
}

/** The one value that is written; `undefined` when it can't be told. */
export function soleValueOf(value: Value | undefined, parameters: Parameters): unknown {
  if (value?.kind === 'parameter') {
    const parameter = parameters[value.at]
    return value.at < parameters.length && isScalar(parameter) ? (parameter ?? null) : undefined
  }
  const values = value && possibleValues(value, parameters)
  return values?.length === 1 ? values[0] : undefined
}

/**
 * Whether the driver may take parameters for more than one value each, so that the text tells too little: mysql2 writes
 * lists and objects into it, better-sqlite3 counts on in a list.
 */
export function areSpliced({ parameters, memo }: Execution, dialect: Dialect): boolean {
  return memo.isSpliced(() => mayBeSpliced(parameters, dialect))
}

export function mayBeSpliced(parameters: Parameters, dialect: Dialect): boolean {
  return dialect !== 'postgres' && !parameters.every(isScalar)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array
}

function numberIn(text: string): readonly unknown[] {
  if (/^[+-]?\d+$/.test(text)) return [BigInt(text)]
  return [new NumberText(text)]
}
