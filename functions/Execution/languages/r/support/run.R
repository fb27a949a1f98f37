# Runs the program named first as Rscript would, values at top level printed, but says of an error where in the source it came from.
options(keep.source = TRUE)
local({
  given <- commandArgs(trailingOnly = TRUE)
  all <- commandArgs()
  unlockBinding("commandArgs", baseenv())
  assign("commandArgs", function(trailingOnly = FALSE) if (trailingOnly) given[-1] else all, baseenv())
  lockBinding("commandArgs", baseenv())

  fail <- function(condition) {
    said <- conditionMessage(condition)
    call <- conditionCall(condition)
    cat("Error", if (!is.null(call) && !identical(call[[1]], quote(source))) c(" in ", deparse(call, nlines = 1)), ": ", said, "\n", sep = "", file = stderr())
    for (call in rev(sys.calls())) {
      place <- attr(call, "srcref")
      if (is.null(place)) next
      file <- attr(place, "srcfile")$filename
      if (file != "") cat("  at ", file, ":", place[1], ": ", deparse(call, nlines = 1)[1], "\n", sep = "", file = stderr())
    }
    quit(status = 1)
  }
  withCallingHandlers(source(given[1], local = globalenv(), print.eval = TRUE, keep.source = TRUE, encoding = "UTF-8"), error = fail)
})
