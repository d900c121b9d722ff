import { saidAgain } from '#kernel/said-again'
import type { Import, LikelyPair, Outcome } from '../contract.ts'
import type { SetGuess } from '../shapes.ts'

/** An import as its reader is told it: what was kept in English while it was worked on is said in their language. What stands in the files stays. */
export function inLanguage(one: Import): Import {
  const { guess, checked, preview, result, failure, progress } = one
  return {
    ...one,
    failure: failure === null ? null : saidAgain(failure),
    progress: progress && { ...progress, step: saidAgain(progress.step) },
    guess: guess && guessInLanguage(guess),
    checked: checked && { ...checked, first: checked.first.map((row) => ({ ...row, reason: saidAgain(row.reason) })) },
    preview: preview && outcomeInLanguage(preview),
    result: result && outcomeInLanguage(result),
  }
}

function guessInLanguage(guess: SetGuess): SetGuess {
  return {
    ...guess,
    files: guess.files.map((file) => ({
      ...file,
      mapping: file.mapping.map((each) => ({ ...each, why: saidAgain(each.why) })),
      problem: file.problem === null ? null : saidAgain(file.problem),
      remarks: file.remarks?.map(saidAgain),
    })),
    stages: guess.stages.map((stage) => ({ ...stage, why: saidAgain(stage.why) })),
    questions: guess.questions.map((question) => ({
      ...question,
      text: saidAgain(question.text),
      options: question.options.map((option) => ({ ...option, label: saidAgain(option.label) })),
      samples: question.samples.map(saidAgain),
    })),
  }
}

function outcomeInLanguage(outcome: Outcome): Outcome {
  const { duplicates } = outcome
  return {
    ...outcome,
    samples: outcome.samples.map((sample) => ({ ...sample, title: saidAgain(sample.title), where: saidAgain(sample.where) })),
    rejected: outcome.rejected.map((row) => ({ ...row, reason: saidAgain(row.reason) })),
    ...(duplicates ? { duplicates: { ...duplicates, samples: duplicates.samples.map(pairInLanguage) } } : {}),
  }
}

function pairInLanguage({ why, first, second, ...pair }: LikelyPair): LikelyPair {
  const seen = (face: LikelyPair['first']) => ({ ...face, where: saidAgain(face.where) })
  return { ...pair, why: saidAgain(why), first: seen(first), second: seen(second) }
}
