import { keepPreviousData, type UseMutationOptions, type UseQueryOptions, useMutation, useQuery } from '@tanstack/react-query'
import type { CallOf, Endpoint, ResultOf } from '#kernel/endpoint'
import type { Problem } from '#kernel/problem'
import { call } from './call.ts'
import { currentWorkspace, useWorkspaceId } from './workspace.ts'

/** The key under which an answer is kept: by endpoint, workspace and input, so that one company never sees another's. */
export function keyOf<E extends Endpoint>(endpoint: E, input?: CallOf<E>): readonly unknown[] {
  return input === undefined ? [endpoint.id, currentWorkspace()] : [endpoint.id, currentWorkspace(), input]
}

type AskOptions<E> = Pick<UseQueryOptions<ResultOf<E>, Problem>, 'enabled' | 'refetchInterval' | 'staleTime'> & { keepPrevious?: boolean }

/** Asks a reading endpoint and keeps its answer. */
export function useAsk<E extends Endpoint>(endpoint: E, input: CallOf<E>, { keepPrevious, ...options }: AskOptions<E> = {}) {
  const workspace = useWorkspaceId()
  return useQuery<ResultOf<E>, Problem>({
    queryKey: [endpoint.id, workspace, input],
    queryFn: ({ signal }) => call(endpoint, input, signal),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...options,
  })
}

/** Calls a changing endpoint when told to. */
export function useSend<E extends Endpoint>(
  endpoint: E,
  options: Omit<UseMutationOptions<ResultOf<E>, Problem, CallOf<E>>, 'mutationFn'> = {},
) {
  return useMutation<ResultOf<E>, Problem, CallOf<E>>({ ...options, mutationFn: (input) => call(endpoint, input) })
}
