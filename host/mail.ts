/** Mail goes out through the queue: added in the transaction that made it necessary, tried again while the server is away. */
import { Fault, messageOf } from '@weft/base/fault';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Tx } from './database.ts';
import type { Host } from './host.ts';

export interface Mail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** Where a mail program posts when its reader wants no more of these (RFC 8058). */
  readonly unsubscribeUrl?: string | undefined;
}

const queueName = 'mail.send';
/** Until the last of these about an hour has passed: longer than a mail server is restarted for. */
const retries = 18;
const answerMillisecondsMax = 30_000;

const mailSchema = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  unsubscribeUrl: z.string().optional(),
});
const jobSchema = z.object({ sealed: z.string() });

type MailHost = Pick<Host, 'config' | 'database' | 'queue' | 'secretBox' | 'log'>;

/** False: features that would send a mail say so, and show the link that it would have had. */
export function isMailConfigured({ config }: Pick<Host, 'config'>): boolean {
  return config.smtpUrl !== null;
}

/** Adds the mail to the queue in the caller's transaction. Fault: unavailable `mail.not_configured`. */
export async function queueMail(host: MailHost, tx: Tx, mail: Mail): Promise<void> {
  if (!isMailConfigured(host))
    throw new Fault(
      'unavailable',
      'mail.not_configured',
      'This Weft sends no mail: whoever runs it sets WEFT_SMTP_URL and WEFT_MAIL_FROM.',
    );
  // A mail may hold a link that lets its reader in, and the queue's rows are readable by whoever reads the database.
  await host.queue.send(tx, queueName, { sealed: host.secretBox.seal(JSON.stringify(mail), queueName) });
}

/** The same, in a transaction of its own. Resolves when the mail is queued, not when it has arrived. */
export async function sendMail(host: MailHost, mail: Mail): Promise<void> {
  await host.database.transaction((tx) => queueMail(host, tx, mail));
}

/** Begins to send what is queued; once in a server. Without a mail server it does nothing. */
export async function workMail(host: MailHost): Promise<void> {
  const { smtpUrl, mailFrom } = host.config;
  if (smtpUrl === null || mailFrom === null) return;
  const transport = createTransport({
    ...serverOf(smtpUrl),
    // A text of ours never names files or addresses to be read into the mail.
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: answerMillisecondsMax,
    greetingTimeout: answerMillisecondsMax,
    socketTimeout: answerMillisecondsMax,
  });
  await host.queue.work(queueName, { concurrency: 2, retries }, async (data) => {
    const { to, subject, text, html, unsubscribeUrl } = mailSchema.parse(
      JSON.parse(host.secretBox.open(jobSchema.parse(data).sealed, queueName)),
    );
    try {
      await transport.sendMail({
        from: mailFrom,
        to,
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...unsubscribing(unsubscribeUrl),
      });
      host.log.info('mail.sent', { subject });
    } catch (error) {
      // The server has said for good that it does not want this one: asking again changes nothing.
      if (!isRefusal(error)) throw error;
      host.log.error('mail.refused', { subject, reason: messageOf(error) });
    }
  });
}

function unsubscribing(url: string | undefined): object {
  if (url === undefined) return {};
  return { headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } };
}

/** A password in the address is written with percent signs; `smtps` begins encrypted, `smtp` turns to it when the server can. */
function serverOf(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  const auth = url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
  const port = url.port === '' ? (isSecure ? 465 : 587) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, secure: isSecure, ...auth };
}

/** RFC 5321, 4.2.1: a code from 500 on is final. Failing to sign in is not: whoever runs Weft may mend the password. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  const reply = 'responseCode' in error ? error.responseCode : undefined;
  return code !== 'EAUTH' && typeof reply === 'number' && reply >= 500;
}
