import numpy
import pandas

frame = pandas.DataFrame({"n": numpy.arange(4), "even": [True, False] * 2})
print(frame.groupby("even").n.sum().to_dict())
