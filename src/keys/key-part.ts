/**
 * Whatever a key can be made of: entity instances, classes, `ref(…)`, identifiers, `GLOBAL`, tags, `literal(…)`,
 * plain values, and arrays and plain objects of these.
 */
export type KeyPart = string | number | bigint | boolean | null | undefined | object
