import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { SavepointStack } from '../../../src/changes/savepoint-stack'
import { VERSIONED } from '../../../src/tokens/versioned-part'

const handler = new MemoryHandler()

/** A stack after steps: `+x` adds x, `(s` opens savepoint s, `)s` releases it, `!s` rolls back to it, `~s` forgets it. */
function after(steps: string): { identifiers: string[]; tags: string[]; hasWritten: boolean } {
  const stack = new SavepointStack()
  for (const step of steps.split(' ')) {
    const name = step.slice(1)
    if (step.startsWith('(')) stack.open(name)
    else if (step.startsWith(')')) stack.release(name)
    else if (step.startsWith('!')) stack.rollBackTo(name)
    else if (step.startsWith('~')) stack.forget(name)
    else {
      // Another object each time, as with keys: by its handler and its name it is one tag.
      stack.add([name], [new StandardTag(name, '', { handler, prefix: '' })[VERSIONED]])
      stack.noteWrite()
    }
  }
  const { identifiers, tags } = stack.changes()
  return {
    identifiers: [...identifiers].sort(),
    tags: tags.map(({ name }) => name.slice(0, -1)).sort(),
    hasWritten: stack.hasWritten,
  }
}

test('tags alone are nothing that the database has', () => {
  const stack = new SavepointStack()
  stack.add([], [new StandardTag('a', '', { handler, prefix: '' })[VERSIONED]])
  expect([stack.hasIdentifiers, stack.hasWritten, stack.changes().tags.length]).toEqual([false, false, 1])
})

test.each([
  ['+a (s +b )s +c', ['a', 'b', 'c']],
  ['+a (s +b !s +c', ['a', 'c']],
  ['+a (s +a !s', ['a']],
  ['(s +a (t +b )t !s +c', ['c']],
  ['(s +a (t +b !t )s', ['a']],
  ['(s +a !s (t +b )t', ['b']],
  ['(s +a !s +b !s +c', ['c']],
  ['(s +a (t +b !s +c )s +d', ['c', 'd']],
  ['(s +a (t +b )s +c', ['a', 'b', 'c']],
  ['(s +a (s +b !s )s !s +c', ['c']],
  ['+a !s )s', ['a']],
  ['(s +a (t +b ~s (s +c !s !t', ['a']],
  ['+a ~s', ['a']],
  ['+a (s +a )s +a', ['a']],
  ['+a (s +a', ['a']],
])('%s leaves %j', (steps, identifiers) => {
  expect(after(steps)).toEqual({ identifiers, tags: identifiers, hasWritten: identifiers.length > 0 })
})
