// What must hold for every script of ours, those of the tests included; run
// from the top of the tree by tests/floors.  Few rules, all of them errors.
import globals from 'globals';

const why = 'Text becomes text nodes, never markup.';

const markup = [
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc',
      'createContextualFragment', 'setHTMLUnsafe', 'parseHTMLUnsafe']
    .map((property) => ({ property, message: why })),
  ...['write', 'writeln']
    .map((property) => ({ object: 'document', property, message: why })),
];

// `give` and `el` of the widget write attributes by their names.  A function
// among them is a listener, and not what is meant here.
const name = '/^(style|srcdoc|on.*)$/i';
const inline = [
  `CallExpression[callee.property.name="setAttribute"][arguments.0.value=${name}]`,
  `CallExpression[callee.name=/^(el|give|button)$/] Property[key.name=${name}]`,
  `CallExpression[callee.name=/^(el|give|button)$/] Property[key.value=${name}]`,
].map((selector) => ({ selector,
                       message: 'No inline style and no inline handler.' }));

const rules = {
  'eqeqeq': 'error',
  'no-const-assign': 'error',
  'no-dupe-keys': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-globals': ['error', 'close', 'event', 'length', 'name',
                            'open', 'parent', 'status', 'top'],
  'no-self-compare': 'error',
  'no-shadow': ['error', { hoist: 'never' }],
  'no-undef': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-unused-vars': ['error', { ignoreRestSiblings: true,
                                varsIgnorePattern: '^_$' }],
  'no-var': 'error',
  'prefer-const': 'error',
};

const shipped = {
  ...rules,
  'no-console': ['error', { allow: ['warn'] }],
  'no-restricted-properties': ['error', ...markup],
  'no-restricted-syntax': ['error', ...inline],
  'no-script-url': 'error',
};

// The tests run on Debian 12's own Node 18.20, which lacks these.
const message = 'Node 18.20 has no such thing.';
const newer = [
  ...['toReversed', 'toSorted', 'toSpliced', 'isWellFormed', 'toWellFormed',
      'isSubsetOf', 'isSupersetOf', 'isDisjointFrom', 'symmetricDifference']
    .map((property) => ({ property, message })),
  ...[['Array', 'fromAsync'], ['Object', 'groupBy'], ['Map', 'groupBy'],
      ['Promise', 'withResolvers'], ['Promise', 'try'],
      ['globalThis', 'crypto'], ['process', 'loadEnvFile']]
    .map(([object, property]) => ({ object, property, message })),
];
const newerSyntax = [{
  selector: 'MemberExpression[object.type="MetaProperty"]' +
            '[property.name=/^(dirname|filename)$/]', message }];

const tested = {
  ...rules,
  'no-restricted-properties': ['error', ...newer],
  'no-restricted-syntax': ['error', ...newerSyntax],
};

const of = (files, sourceType, names, more, ecmaVersion = 2024) => ({
  files, rules: more,
  languageOptions: { ecmaVersion, sourceType, globals: names },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
});

export default [
  of(['widget/**/*.js'], 'module', globals.browser, shipped),
  of(['htdocs/static/js/*.js'], 'script', globals.browser, shipped),
  of(['tests/**/*.mjs'], 'module',
     { ...globals.node, ...globals.browser }, tested, 2022),
];
