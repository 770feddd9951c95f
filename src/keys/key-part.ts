/**
 * What a key can be made of. Dependencies: entities, entity classes, `ref(…)`, `scope(…)`, identifiers, `GLOBAL`, tags. Plain data:
 * `literal(…)`, texts, numbers, dates and the like. Arrays and plain objects of all these.
 */
export type KeyPart = string | number | bigint | boolean | null | undefined | object
