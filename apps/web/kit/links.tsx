/** Links that look like buttons, and know the router's addresses. */
import type { ButtonProps } from '@mantine/core';
import { Button } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ReactNode, Ref } from 'react';

interface AnchorButtonProps extends Omit<ButtonProps, 'href' | 'component'> {
  readonly ref?: Ref<HTMLAnchorElement>;
  readonly href?: string;
  readonly children?: ReactNode;
}

function AnchorButton(props: AnchorButtonProps): ReactNode {
  return <Button component="a" {...props} />;
}

/** A button that goes somewhere is a link: it opens in a new tab, and its address can be copied. */
export const ButtonLink = createLink(AnchorButton);
