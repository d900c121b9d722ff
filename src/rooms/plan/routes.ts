import type { Route } from '#platform/http/routes'
import * as questions from './actions/questions.ts'

export const routes: readonly Route[] = [questions.readDiagnosis, questions.downloadReport]
