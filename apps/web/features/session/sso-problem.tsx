/** Why a sign-in elsewhere was refused: told once, by a cookie that no link can write. */
import { ssoProblemCookie } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Notice } from '../../kit/notice.tsx';

export function SsoProblem(): ReactNode {
  const [problem] = useState(takeProblem);
  if (problem === null) return null;
  return (
    <Notice tone="bad" title="You are not signed in" isUrgent>
      {problem}
    </Notice>
  );
}

/** React may ask twice while it develops, so the cookie goes by itself, a minute later. */
function takeProblem(): string | null {
  const [, value] = new RegExp(`(?:^|; )${ssoProblemCookie}=([^;]*)`).exec(document.cookie) ?? [];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
