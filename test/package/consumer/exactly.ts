type IsAny<T> = 0 extends 1 & T ? true : false
type Same<A, B> = [IsAny<B>, A, B] extends [false, B, A] ? true : false

/** Compiles only if the value's type is exactly `Expected`; `any` is not. */
export declare function exactly<Expected>(): <Actual>(
  value: Actual,
  ...proof: Same<Expected, Actual> extends true ? [] : ['another type']
) => void
