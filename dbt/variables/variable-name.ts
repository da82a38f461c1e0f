/** What a variable of a dbt project may be called, and what its name says of it (dbt's documentation, environment variables). */

const secretPrefix = 'DBT_ENV_SECRET';
const nameLengthMax = 255;

/** Hidden wherever it is shown; dbt itself reads it in profiles.yml and packages.yml only. */
export function isSecretName(name: string): boolean {
  return name.startsWith(secretPrefix);
}

/** Why it cannot be a variable's name, in words that go on from "… "; null: it can. */
export function problemOfName(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > nameLengthMax) return `has ${name.length} characters; ${nameLengthMax} is the most`;
  if (!name.startsWith('DBT_')) return 'does not begin with DBT_';
  if (!/^[A-Z0-9_]+$/.test(name)) return 'has other characters than A to Z, 0 to 9 and _';
  if (name === 'DBT_') return 'says nothing after DBT_';
  return null;
}

/** The nearest name that can be one: `db-host` becomes `DBT_DB_HOST`, and what sounds secret gets the prefix that hides it. */
export function suggestName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const own = words.replace(/^DBT_?/, '') || 'VARIABLE';
  const isSecret = !words.startsWith(secretPrefix) && /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|CREDENTIALS)(_|$)/.test(own);
  const whole = isSecret ? `${secretPrefix}_${own.replace(/^ENV_/, '')}` : words.startsWith('DBT_') ? words : `DBT_${own}`;
  return whole.slice(0, nameLengthMax);
}
