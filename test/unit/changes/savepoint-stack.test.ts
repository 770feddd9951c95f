import { SavepointStack } from '../../../src/changes/savepoint-stack'

/**
 * A stack after steps: `+x` adds x, `(` opens a savepoint, `)` releases it, `!` rolls it back, `~` blurs; `<` begins to
 * write a row, `>x` tells of it, `X` is a statement that fails.
 */
function after(steps: string): string[] {
  const stack = new SavepointStack()
  for (const step of steps.split(' ')) {
    if (step === '(') stack.open()
    else if (step === ')') stack.release()
    else if (step === '!') stack.rollBack()
    else if (step === '~') stack.blur()
    else if (step === '<') stack.begin()
    else if (step === 'X') stack.fail()
    else if (step.startsWith('>')) {
      stack.finish(1)
      stack.add(step.slice(1))
    } else stack.add(step.slice(1))
  }
  return [...stack.identifiers()].sort()
}

test.each([
  ['+a ( +b ) +c', ['a', 'b', 'c']],
  ['+a ( +b ! +c', ['a', 'c']],
  ['+a ( +a !', ['a']],
  ['( +a ( +b ) ! +c', ['c']],
  ['( +a ( +b ! )', ['a']],
  ['( +a ! ( +b )', ['b']],
  ['+a ! )', ['a']],
  ['~ ( +a ! +b', ['a', 'b']],
  ['( < >a ! +b', ['b']],
  ['< ( >a ! +b', ['a', 'b']],
  ['( < ) ( >a !', ['a']],
  ['( < ! ( >a !', ['a']],
  ['( < X ! ( < >a ! +b', ['b']],
])('%s leaves %j', (steps, identifiers) => {
  expect(after(steps)).toEqual(identifiers)
})
