/** How a secret may stand in a text: as it is, and as the usual encoders write it. */

/** Anything shorter is in every text, so that hiding it would hide the text and protect nothing. */
export const lengthMin = 4;

/** A part of an encoding, or a line of a longer secret, must be this long to be surely no coincidence. */
const partLengthMin = 12;

/** Every text by which a reader could get the secret back; empty for secrets of fewer than 4 characters. */
export function formsOf(secret: string): readonly string[] {
  const bodies = [secret, secret.trim(), ...linesOf(secret)].filter((body) => body.length >= lengthMin);
  const written = bodies.flatMap((body) => [body, ...urlForms(body), ...quotedForms(body), ...base64Forms(body)]);
  return [...new Set(written)].filter((form) => form.length >= lengthMin);
}

/** A key of several lines is printed line by line: each line is a secret of its own. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return lines.length === 1 ? [] : lines.filter((line) => line.length >= partLengthMin && !line.startsWith('-----'));
}

/** encodeURIComponent leaves `!'()*`, Python's quote leaves `/`, forms write a space as `+`, and some write their hex small. */
function urlForms(body: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(body).toString());
  const strict = encoded.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const upper = [encoded, strict].flatMap((form) => [form, form.replaceAll('%2F', '/'), form.replaceAll('%20', '+')]);
  return upper.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** JSON once and twice over (JSON in a field of a JSON line), with and without escapes for what is not ASCII; SQL, Python and HTML quoting. */
function quotedForms(body: string): string[] {
  const json = JSON.stringify(body).slice(1, -1);
  const ascii = json.replace(/[\u007f-\uffff]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const once = [json, ascii, json.replaceAll('/', '\\/')];
  const html = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [
    ...once,
    ...once.map((form) => JSON.stringify(form).slice(1, -1)),
    body.replaceAll("'", "''"),
    body.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    html,
    html.replaceAll("'", '&#39;'),
  ];
}

/** The whole in base64, and what stays the same of it inside a longer text such as `user:password`, at each of the three alignments. */
function base64Forms(body: string): string[] {
  const whole = Buffer.from(body, 'utf8').toString('base64');
  const inside = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(body, 'utf8')]);
    return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  const forms = [whole, whole.replace(/=+$/, ''), ...inside.filter((form) => form.length >= partLengthMin)];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
