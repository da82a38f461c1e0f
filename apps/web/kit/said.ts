/** Short news in the corner: that something was done. Failures stay where they happened instead. */
import { notifications } from '@mantine/notifications';

export function said(message: string): void {
  notifications.show({ message, withBorder: true, autoClose: 4000, closeButtonProps: { 'aria-label': 'Close' } });
}
