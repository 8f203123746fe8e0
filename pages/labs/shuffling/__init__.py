"""Write-up 1.B: the experiments of the shuffling page.

block_length   How mixed is mixed enough: accuracy against the length of alternating blocks.
claim_map      Where the claim holds: deaths over learning rate and loss, or learning rate and data.
convex         What theory says of the order: how fast each one nears the optimum of a convex
               problem.
lesson_charts  Charts of the lesson on the order of the examples.
pendulum       The pendulum: what each class's accuracy does while one class is shown, and the other
               is not.
remedies       What else it could be: every explanation of the harm against a control.
surfaces       Decision surfaces of one network trained in several orders, replayed together in the
               browser.
unit_lives     What dies: dead and silent units through time, and the life of every unit of one
               seed.
"""
