import { serialize } from 'node:v8'
import { InvalidValueError } from '../errors'
import { fromGraphJson, isGraphJson, toGraphJson } from './graph-json'
import { OwningDeserializer } from './owning-deserializer'

// Plain data as a text, by the structured serialization of Node.js where it can be read again. Not so in Bun: it has no
// `Deserializer`, and its own format keeps all the memory that a small view is part of.

export type ToText = (data: unknown) => string

export const toStructuredText: ToText = (data) => serialize(data).toString('base64')

const readsStructuredText = triesToRead(toStructuredText(true))

/** The kind of text that is written here. */
export const toText: ToText = readsStructuredText ? toStructuredText : toGraphJson

/**
 * Reads both kinds, where it can: processes of several runtimes may share values.
 *
 * @throws for what is no such text
 */
export function fromText(text: string): unknown {
  if (isGraphJson(text)) return fromGraphJson(text)
  if (readsStructuredText) return fromStructuredText(text)
  throw new InvalidValueError("A stored value was written by Node.js in a format that this runtime can't read.")
}

function fromStructuredText(text: string): unknown {
  const deserializer = new OwningDeserializer(Buffer.from(text, 'base64'))
  deserializer.readHeader()
  return deserializer.readValue()
}

function triesToRead(text: string): boolean {
  try {
    fromStructuredText(text)
    return true
  } catch {
    return false
  }
}
