/** What stays as it is; texts and numbers are among it for those with a brand, which would else be objects. */
type Indivisible =
  (string | number | bigint | boolean) | (Date | RegExp | ArrayBuffer | ArrayBufferView) | PromiseLike<unknown>

type AnyFunction = (...args: never) => unknown

type IsAny<Value> = 0 extends 1 & Value ? true : false

/**
 * A value of `remember` with `shared: true`: read-only, however deep. Dates and bytes keep their type, since they can't be
 * frozen: each caller has a copy of a value that contains them.
 */
export type Frozen<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends Indivisible | AnyFunction
      ? Value
      : Value extends ReadonlyMap<infer Key, infer Item>
        ? ReadonlyMap<Frozen<Key>, Frozen<Item>>
        : Value extends ReadonlySet<infer Item>
          ? ReadonlySet<Frozen<Item>>
          : Value extends object
            ? { readonly [Property in keyof Value]: Frozen<Value[Property]> }
            : Value

/**
 * A value of `remember` with `plain: true`: without methods, however deep. The compiler can't tell getters, which are gone,
 * from properties, nor entities, which keep their methods, from other classes.
 */
export type Plain<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends Indivisible | AnyFunction
      ? Value
      : Value extends Map<infer Key, infer Item>
        ? Map<Plain<Key>, Plain<Item>>
        : Value extends ReadonlyMap<infer Key, infer Item>
          ? ReadonlyMap<Plain<Key>, Plain<Item>>
          : Value extends Set<infer Item>
            ? Set<Plain<Item>>
            : Value extends ReadonlySet<infer Item>
              ? ReadonlySet<Plain<Item>>
              : Value extends readonly unknown[]
                ? { [Place in keyof Value]: Plain<Value[Place]> }
                : Value extends object
                  ? { [Name in keyof Value as IsMethod<Value[Name]> extends true ? never : Name]: Plain<Value[Name]> }
                  : Value

/** Also of a method that may be missing. */
type IsMethod<Value> =
  IsAny<Value> extends true
    ? false
    : [Value] extends [undefined]
      ? false
      : [Value] extends [AnyFunction | undefined]
        ? true
        : false
