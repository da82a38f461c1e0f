import { type House, openHouse } from '@weft/kit/house';
import { type Mailbox, openMailbox } from '@weft/kit/mailbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isMailConfigured, queueMail, sendMail, workMail } from './mail.ts';

let mailbox: Mailbox;
let house: House;

beforeAll(async () => {
  mailbox = await openMailbox();
  house = await openHouse({ variables: { WEFT_SMTP_URL: mailbox.url, WEFT_MAIL_FROM: 'Weft <weft@example.com>' } });
  await workMail(house);
});
afterAll(async () => {
  await house.close();
  await mailbox.close();
});

const mail = { to: 'ada@example.com', subject: 'Fäden – “warp”', text: 'Grüße,\nWeft', html: '<p>Grüße,<br>Weft</p>' };

test('a mail arrives as it was written, from whom the configuration says', async () => {
  await sendMail(house, mail);
  await house.settle();
  expect(mailbox.letters.at(-1)).toMatchObject({
    from: { name: 'Weft', address: 'weft@example.com' },
    to: [{ address: mail.to }],
    subject: mail.subject,
    text: expect.stringContaining('Grüße,\nWeft'),
    html: expect.stringContaining('<p>Grüße,<br>Weft</p>'),
  });
});

test('a server that is busy is asked again later; one that refuses for good is not', async () => {
  const before = mailbox.letters.length;
  mailbox.refuse(451);
  await sendMail(house, { ...mail, subject: 'again' });
  await house.settle();
  mailbox.refuse(null);
  expect(mailbox.letters).toHaveLength(before);
  house.clock.turn(5_000);
  await house.settle();
  expect(mailbox.letters.slice(before).map(({ subject }) => subject)).toEqual(['again']);
  mailbox.refuse(550);
  await sendMail(house, { ...mail, subject: 'never' });
  await house.settle();
  mailbox.refuse(null);
  house.clock.turn(3_600_000);
  await house.settle();
  expect(mailbox.letters).toHaveLength(before + 1);
  expect(house.log.lines.filter(({ event }) => event === 'mail.refused')).toMatchObject([{ level: 'error', fields: { subject: 'never' } }]);
});

test('a transaction that is rolled back sends nothing, and a queued mail cannot be read in the database', async () => {
  const before = mailbox.letters.length;
  const secret = 'https://weft.example/reset#secret';
  const failed = house.database.transaction(async (tx) => {
    await queueMail(house, tx, { ...mail, text: secret });
    const { rows } = await tx.execute<{ data: unknown }>("select data from queue.job where queue = 'mail.send'");
    expect(JSON.stringify(rows)).toContain('sealed');
    expect(JSON.stringify(rows)).not.toContain('secret');
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  await house.settle();
  expect(mailbox.letters).toHaveLength(before);
});

test('without a mail server one is told what to configure', async () => {
  const without = await openHouse();
  await workMail(without);
  expect(isMailConfigured(without)).toBe(false);
  await expect(sendMail(without, mail)).rejects.toMatchObject({
    code: 'mail.not_configured',
    message: expect.stringContaining('WEFT_SMTP_URL'),
  });
  await without.close();
});
