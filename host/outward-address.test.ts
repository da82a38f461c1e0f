import { expect, test } from 'vitest';
import { refusedAddress } from './outward-address.ts';

test.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '::',
  '255.255.255.255',
  '224.0.0.1',
  'ff02::1',
])('nothing is ever sent to %s', (address) => {
  expect(refusedAddress(address)).toEqual(expect.any(String));
});

test.each([
  '127.0.0.1',
  '::1',
  '10.1.2.3',
  '192.168.1.1',
  '172.16.0.1',
  'fd12:3456::1',
  '93.184.216.34',
  '2606:2800::1',
  '64:ff9b::5db8:d822',
])('%s can be sent to', (address) => {
  expect(refusedAddress(address)).toBeNull();
});
