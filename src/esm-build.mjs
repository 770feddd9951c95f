import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

// NestJS 12 consists of ES modules, so what is written for it has a build of its own, beside that for `require`. All else of
// the package is shared: there is one copy of each class of the core.

const SUBPATH = 'nestjs'
const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', SUBPATH)

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'))
const { target, experimentalDecorators, emitDecoratorMetadata } = config.compilerOptions

for (const file of readdirSync(join(root, 'src', SUBPATH))) {
  const name = file.replace(/\.ts$/, '')
  const { outputText, sourceMapText } = ts.transpileModule(readFileSync(join(root, 'src', SUBPATH, file), 'utf8'), {
    fileName: `${name}.mts`,
    compilerOptions: { target, experimentalDecorators, emitDecoratorMetadata, module: 'esnext', sourceMap: true },
  })
  writeFileSync(join(built, `${name}.mjs`), withEndings(outputText, '.mjs'))
  const map = { ...JSON.parse(sourceMapText), file: `${name}.mjs`, sources: [`../../src/${SUBPATH}/${file}`] }
  writeFileSync(join(built, `${name}.mjs.map`), JSON.stringify(map))
  const declarations = readFileSync(join(built, `${name}.d.ts`), 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '')
  writeFileSync(join(built, `${name}.d.mts`), withEndings(declarations, '.mjs'))
}

/** ES modules name files in full: those of the subpath with the ending, those of the core as they are. */
function withEndings(text, ending) {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true)
  const specifiers = []
  const visit = (node) => {
    if (ts.isStringLiteral(node) && /^\.\.?\//.test(node.text) && isSpecifier(node.parent)) specifiers.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return specifiers.reduceRight((changed, node) => {
    const path = node.text.startsWith('./') ? node.text + ending : coreFile(node.text)
    return `${changed.slice(0, node.getStart() + 1)}${path}${changed.slice(node.end - 1)}`
  }, text)
}

function coreFile(specifier) {
  return existsSync(join(built, `${specifier}.js`)) ? `${specifier}.js` : `${specifier}/index.js`
}

function isSpecifier(parent) {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent)
}
