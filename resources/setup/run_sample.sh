#!/usr/bin/env bash
# run_sample.sh CASE FOLDER: opens the sample case in a window; where no window can be opened it does the same
# work without one: reads, checks and prints the plan of the case and writes sheet and views to FOLDER.
set -euo pipefail

case_folder=$1
out=$2
bin=.venv/bin
plan=$case_folder/plan.json

window_opens() {
    [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} && ${QT_QPA_PLATFORM:-} != offscreen ]] &&
        # Qt aborts where it finds no display; the inner shell keeps bash's word on that to itself
        ($bin/python -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])'; exit $?) >/dev/null 2>&1
}

if window_opens; then exec $bin/facet-planner "$case_folder"; fi

export QT_QPA_PLATFORM=offscreen
mkdir -p "$out"
$bin/facet-planner inspect "$case_folder"
# 1 says that a finding stands in the plan, which is for the reader, not for this script
$bin/facet-planner check "$plan" --images "$case_folder" || [[ $? -eq 1 ]]
$bin/facet-planner sheet "$plan" --images "$case_folder" -o "$out/sheet.pdf"
for view in axial sagittal coronal along ap oblique lateral; do
    $bin/facet-planner view "$case_folder" --plan "$plan" --view $view --needle N1 -o "$out/$view.png"
done
echo "No display: wrote $out/sheet.pdf and $out/{axial,sagittal,coronal,along,ap,oblique,lateral}.png from $case_folder"
