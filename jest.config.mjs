// Newer versions of Node.js read TypeScript by themselves, and would warn that a jest.config.ts is no ES module.
import { createRequire } from 'node:module'
import { register } from 'ts-node'

const typescript = register()

export default createRequire(import.meta.url)('./jest.projects.ts').default

// Jest has a transformer for all else.
typescript.enabled(false)
