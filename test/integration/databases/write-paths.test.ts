import { testWritePaths } from '../../support/write-paths/test-write-paths'
import { themes } from '../../support/write-paths/themes'

// Every way to write, and exactly what it changes: the lines are in test/support/write-paths, and docs/what-is-seen.md
// shows them as tables.

for (const theme of themes) testWritePaths(theme)
