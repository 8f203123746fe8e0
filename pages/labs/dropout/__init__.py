"""Write-up 2.D: the experiments of the dropout page.

canvas          A canvas to draw a digit on, with mouse, pen or finger; it sends its strokes as they
                grow.
dead            What produces chance level: runs that end by giving every image one digit.
dying           One run of the course's network followed through its updates.
effects         What made the network good: three ingredients, each with and without the others.
epochs          One epoch or ten: does the early winner stay ahead, and what is a cheaper way to
                choose?
final           The final network: its layers, what it reaches on the test set, its mistakes, and
                your digit.
final_drawing   A digit drawn by hand, and what the final network makes of it while you draw.
final_mistakes  Where the final networks are wrong: a confusion matrix to click on, and the worst
                mistakes.
final_training  Training a final network from the page: a job with progress, stop and resume.
inside          Inside a network: its filters, its maps of a digit, its zeros, and the gap against
                dropout.
lesson_charts   Charts of the lesson on the dropout sweep.
luck            Luck: how often is each dropout probability best, and how many seeds would tell?
maps            A network's first filters, what every layer makes of a digit, and its answer.
record          Where the recorded sweep comes from, in a sentence that several labs print.
scheduler       Where the Dask scheduler is that sweeps are trained on, if the host of the dashboard
                set one.
selection       Selection on the test set: what choosing the best of many makes of its accuracy.
sweep           The sweep: ten dropout probabilities, recorded with its seeds, and live from the
                page.
sweep_job       The live sweep: started, watched, stopped and resumed, its finished models kept in
                the store.
"""
