/** What to enter at each provider, in the words that its own pages have. */
import type { WireHookProvider } from '@weft/wire/weft/hook';

export const providerNames: Readonly<Record<WireHookProvider, string>> = {
  ...{ github: 'GitHub', gitlab: 'GitLab', bitbucket: 'Bitbucket Cloud' },
  generic: 'Another, by a script',
};

interface Guide {
  readonly where: string;
  readonly addressField: string;
  readonly secretField: string;
  readonly events: string;
  readonly token: string;
}

export const guides: Readonly<Record<WireHookProvider, Guide>> = {
  github: {
    where: 'Settings → Webhooks → Add webhook; content type application/json.',
    ...{ addressField: 'Payload URL', secretField: 'Secret' },
    events: 'Let me select individual events: Pull requests, Pushes.',
    token:
      'a fine-grained one for this repository with Contents: read, Commit statuses: read and write, Pull requests: read and write; or a classic one with the scope repo.',
  },
  gitlab: {
    where: 'Settings → Webhooks → Add new webhook.',
    ...{ addressField: 'URL', secretField: 'Secret token' },
    events: 'Push events, Merge request events.',
    token: 'of the project or a person, with the role Developer and the scope api.',
  },
  bitbucket: {
    where: 'Repository settings → Webhooks → Add webhook.',
    ...{ addressField: 'URL', secretField: 'Secret' },
    events: 'Repository: Push. Pull request: Created, Updated, Merged, Declined.',
    token: 'an access token of the repository with repository:write and pullrequest:write (an app password goes with a user name).',
  },
  generic: {
    where: 'Send JSON by POST from a script of your own, as below; docs/pull-requests.md has every field.',
    ...{ addressField: 'URL', secretField: 'Secret' },
    events:
      'events pull_request and push. Sign them: X-Weft-Timestamp has the seconds since 1970, X-Weft-Signature-256 is sha256= and the HMAC-SHA256 of "timestamp.body".',
    token: 'Weft knows no API of this host: it writes no statuses and no comment.',
  },
};

/** A trial, which anything that signs rightly passes. */
export function tryGeneric(url: string): string {
  return `body='{"event":"ping"}'
now=$(date +%s)
curl -X POST ${url} \\
  -H 'Content-Type: application/json' -H "X-Weft-Timestamp: $now" \\
  -H "X-Weft-Signature-256: sha256=$(printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)" \\
  -d "$body"`;
}
