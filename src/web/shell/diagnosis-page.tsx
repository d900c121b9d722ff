import { DiagnosisPage } from '#rooms/measure/web/diagnosis-page.tsx'
import { ConstraintPanel } from '#rooms/plan/web/constraint-panel.tsx'

/** The diagnosis: what `measure` counts, with the constraint, the benchmarks and the what-if of `plan`. */
export default function Diagnosis() {
  return <DiagnosisPage constraint={(told) => <ConstraintPanel {...told} />} />
}
