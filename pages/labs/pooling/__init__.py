"""Write-up 2.C: the experiments of the pooling page.

census            What pooling can tell apart: every binary 4 × 4 matrix through every operator
digits            On digits: do networks that differ only in their pooling notice a small shift?
gradients         The gradient on every cell of the matrix as a chart, and the rule by which it goes
lesson_charts     What shows the answers of the lesson on pooling
matrices          The write-up's four matrices: every window written out, beside what it prints
matrix_board      A matrix to type over, what it pools to, and the gradient that comes back
matrix_entry      A matrix typed over or pasted in whatever form people have it
moving_block      A block to drag across a grid, and every pooling's answer beside it
one_digit         One digit to drag, through every pooling, and many digits under the same shift
own_matrix        Any matrix through any pooling, both ways: every window, as a quiz, and on paper
pooling_controls  The controls of one pooling and of the matrix that goes through it
quiz              The quiz: results are hidden, you type them, each is marked
shift             Shift it: one block moved across a grid, and what every pooling makes of the move
shifted_digit     A digit to drag, and every pooling's picture of it beside it
worksheet         A pooling exercise on paper: one page to work on, one page of answers
"""
