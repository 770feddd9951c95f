import { SavepointStack } from '../../../src/changes/savepoint-stack'

/** A stack after steps: `+x` adds x, `(` opens a savepoint, `)` releases it, `!` rolls it back, `~` blurs. */
function after(steps: string): string[] {
  const stack = new SavepointStack()
  for (const step of steps.split(' ')) {
    if (step === '(') stack.open()
    else if (step === ')') stack.release()
    else if (step === '!') stack.rollBack()
    else if (step === '~') stack.blur()
    else stack.add(step.slice(1))
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
])('%s leaves %j', (steps, identifiers) => {
  expect(after(steps)).toEqual(identifiers)
})
