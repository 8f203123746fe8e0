"""Write-up 1.A: the experiments of the initialization page.

activation_starts  Which activation learns from which start: a picture of every pair
backward           A training point through networks A and B and back: where the gradient stops
backward_stage     That point on its way, in the browser
data_pictures      Small pictures of the Playground's data sets, above their names
deep_stacks        Deep stacks before any training: does the signal keep its size
explanations       The write-up's explanations of 1.A, tested one by one
lesson_charts      What shows the answers of the lesson on starting weights
own_networks       The controls of two networks of one's own, as the Playground has them
replay             Two Playground networks replayed side by side in the browser, frame by frame
scale_stage        One start, turned up from zero to huge, and trained at every size in the browser
schemes            How large a start may be: turned up from zero to huge, and schemes compared
stack_stage        A deep stack in the browser: signal and gradient as its weights are turned up
switches           Network B beside B with one cause of its standstill taken away
two_networks       Network A against network B: replayed, looked into, and judged
"""
