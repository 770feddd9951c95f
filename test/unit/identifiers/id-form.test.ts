import {
  type IdForm,
  binaryForm,
  booleanForm,
  decimalForm,
  integerForm,
  unknownColumnForm,
  uuidForm,
} from '../../../src/identifiers/id-form'

interface FormCase {
  readonly form: IdForm
  /** The one text, and everything that must come to it. */
  readonly alike: Readonly<Record<string, readonly unknown[]>>
  readonly refused: readonly unknown[]
}

const uuid = '6ff5e1b6-1c3c-4b7e-9d0a-0123456789ab'

const forms: Record<string, FormCase> = {
  integer: {
    form: integerForm,
    alike: {
      '7': [7, 7n, '7', '007', '+7', ' 7 ', '\t7\n', 7.0],
      '-7': [-7, -7n, '-7', '-07'],
      '0': [0, -0, 0n, '0', '-0', '+0', '000'],
      '9007199254740991': [Number.MAX_SAFE_INTEGER, '9007199254740991'],
      '9223372036854775807': [9223372036854775807n, '9223372036854775807', '09223372036854775807'],
    },
    refused: [
      '\u00a07',
      '7\ufeff',
      '\u20287',
      2 ** 53,
      1.5,
      NaN,
      Infinity,
      '',
      ' ',
      '1.0',
      '1e3',
      '0x10',
      '1 2',
      '--1',
      'one',
      true,
      {},
      new Date(0),
    ],
  },
  'decimal of any scale': {
    form: decimalForm(undefined),
    alike: {
      '1.5': [1.5, '1.5', '1.50', '01.5', '+1.5', ' 1.5 ', '15e-1', '0.15E1', '0.15e+1'],
      '0.5': ['.5', '0.50', 0.5],
      '5': ['5.', 5, 5n, '5.000'],
      '0': [0, -0, '-0', '-0.00', '0e5', '.0'],
      '1000000000000000000000': [1e21, '1e21', 10n ** 21n],
      '0.0000001': [1e-7, '1e-7'],
      '-0.25': ['-.25', -0.25],
      '12345678901234567890.123456789': ['12345678901234567890.1234567890'],
    },
    refused: [NaN, Infinity, 'NaN', 'Infinity', '', '.', '-', 'e5', '1e', '1,5', '1e999999', '0x10', true, null, {}],
  },
  'decimal of scale 2': {
    form: decimalForm(2),
    alike: {
      '1': ['1.004', '1.00', '0.995', 1, '0.9999'],
      '1.01': ['1.005', '1.0149'],
      '-1.01': ['-1.005'],
      '0': ['0.004', '-0.004', '1e-9', '-0'],
      '0.01': ['0.005'],
      '-0.01': ['-0.005'],
      '10': ['9.995', '1e1'],
    },
    refused: ['NaN'],
  },
  'decimal of scale 0': {
    form: decimalForm(0),
    alike: { '2': ['1.5', '2.4999'], '-2': ['-1.5'], '0': ['0.4', '-0.4'], '1': ['0.5'], '1000': ['1e3'] },
    refused: ['one'],
  },
  'decimal of scale -2': {
    form: decimalForm(-2),
    alike: { '12300': ['12345', '12300', '1.23e4'], '0': ['49', '-49'], '100': ['50'], '-100': ['-50'] },
    refused: ['one'],
  },
  uuid: {
    form: uuidForm,
    alike: {
      [uuid]: [
        uuid,
        uuid.toUpperCase(),
        `{${uuid}}`,
        uuid.replaceAll('-', ''),
        ` ${uuid} `,
        '6ff5-e1b6-1c3c-4b7e-9d0a-0123-4567-89ab',
      ],
    },
    refused: ['', uuid.slice(1), `${uuid}0`, `{${uuid}`, uuid.replace('6', 'g'), 7, Buffer.alloc(16)],
  },
  boolean: {
    form: booleanForm,
    alike: { true: [true, 1, '1', 'true', 't'], false: [false, 0, '0', 'false', 'f', -0] },
    refused: [2, 'perhaps', '', NaN, {}],
  },
  binary: {
    form: binaryForm,
    alike: {
      '': [Buffer.alloc(0), '\\x'],
      dead00: [Buffer.from([0xde, 0xad, 0]), new Uint8Array([0xde, 0xad, 0]), '\\xDEAD00', '\\xdead00'],
    },
    refused: ['dead00', '\\xdea', '\\xzz', 7, [0xde]],
  },
  'a column that is not known': {
    form: unknownColumnForm,
    alike: {
      '1': [1, '1', 1n],
      '0': [0, -0, '0'],
      '007': ['007'],
      '': [''],
      true: [true, 'true'],
      dead: [Buffer.from([0xde, 0xad])],
      '2026-11-22T10:00:00.000Z': [new Date('2026-11-22T10:00:00Z'), new Date('2026-11-22T12:00:00+02:00')],
    },
    refused: [NaN, Infinity, null, undefined, {}, [1], new Date(NaN), Symbol('1'), () => 1],
  },
}

describe.each(Object.entries(forms))('the form of an id: %s', (_, { form, alike, refused }) => {
  test.each(Object.entries(alike))('is %j for every spelling', (text, spellings) => {
    expect(spellings.map(form)).toEqual(spellings.map(() => text))
  })

  test('is the same when brought to form again', () => {
    // Bytes in hex are told from text by what reads identifiers.
    const texts = Object.keys(alike).map((text) => (form === binaryForm ? `\\x${text}` : text))
    expect(texts.map(form)).toEqual(Object.keys(alike))
  })

  test.each(refused.map((value) => [value]))('is none for %p', (value) => {
    expect(form(value)).toBeUndefined()
  })
})
