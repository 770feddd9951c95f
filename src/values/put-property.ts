/** A document may have a property with the name `__proto__`, which an assignment would take for something else. */
export function putProperty(properties: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') properties[name] = value
  else Object.defineProperty(properties, name, { value, writable: true, enumerable: true, configurable: true })
}
