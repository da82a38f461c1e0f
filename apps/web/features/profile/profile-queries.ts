/** What a person sees and changes of their own way in. */
import { queryOptions } from '@tanstack/react-query';
import type { WireProfile, WireProfileSession } from '@weft/wire/weft/profile';
import { get } from '../../kit/api.ts';

export const profileQuery = queryOptions({ queryKey: ['profile'], queryFn: () => get<WireProfile>('/api/weft/profile/') });

export const profileSessionsQuery = queryOptions({
  queryKey: ['profile', 'sessions'],
  queryFn: () => get<readonly WireProfileSession[]>('/api/weft/profile/sessions/'),
});
