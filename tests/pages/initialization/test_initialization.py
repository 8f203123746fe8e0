import pytest

from tests.pages.conftest import MEASURED, text, untroubled


def test_opens_with_the_write_ups_run_judged(open_page):
    app = open_page("initialization")
    assert untroubled(app)
    table = app.table[0].value.set_index("Part")
    assert table.loc["B test loss", "Reported"] == "0.508"
    assert table.loc["B test loss", MEASURED] == "0.508"
    assert "holds" in table.loc["B test loss", "Verdict"]
    assert "different points" in app.info[0].value


@pytest.mark.slow
def test_sigmoid_is_judged_in_part_and_not_saturated(open_page):
    app = open_page("initialization", activation="sigmoid", sigmoid_draws="1", sigmoid_seeds="2")
    assert untroubled(app)
    table = app.table[0].value.set_index("Part")
    assert table.loc["B train loss", MEASURED].startswith("0.3955")
    slope = table.loc["mean sigmoid slope in B at the start"]
    assert slope[MEASURED] == "0.25"
    assert "fails" in slope["Verdict"]


def test_every_control_changes_the_run(open_page):
    app = open_page("initialization", relu_seeds="3", relu_draws="2")
    assert "3 other seeds" in text(app)
    app.number_input(key="relu_a").set_value(20).run()
    assert untroubled(app)
    assert "fails" in app.table[0].value.set_index("Part").loc["A test loss", "Verdict"]
    app.number_input(key="relu_b").set_value(10).run()
    app.number_input(key="relu_resets").set_value(3).run()
    assert untroubled(app)
    assert "after 3 resets" in text(app)
    app.button(key="initialization_reset").click().run()
    assert app.number_input(key="relu_a").value == 250
    assert "holds" in app.table[0].value.set_index("Part").loc["A test loss", "Verdict"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("relu_a", "0", "Iterations of A is 0, but must be a whole number from 1 to 5,000."),
        ("relu_b", "1e9", "is not a number"),
        ("relu_seeds", "", "is not a number"),
        ("relu_seeds", "nan", "is not a number"),
        ("relu_draws", "9" * 400, "must be a whole number from 1 to 120"),
        ("activation", "swish", "must be one of relu, sigmoid, your links"),
    ],
)
def test_an_impossible_address_is_named_and_the_page_stays_whole(open_page, name, value, says):
    app = open_page("initialization", **{name: value})
    assert untroubled(app)
    assert any(says in warning.value for warning in app.warning)
    assert len(app.table) == 1


SPIRAL = "https://playground.tensorflow.org/#activation=tanh&dataset=spiral&networkShape=3&seed=0.1"
SMALL = {"activation": "your links", "your_a": "20", "your_b": "20", "your_seeds": "2"}


def test_a_pasted_link_is_trained_and_tests_neither_claim(open_page):
    app = open_page("initialization", link_a=SPIRAL, **SMALL)
    assert untroubled(app)
    assert not app.warning
    assert text(app).count("not test the claim") == 2
    links = [link.proto.url for link in app.get("link_button")]
    assert "dataset=spiral" in links[0]
    assert "initZero=true" in links[1]


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("#batchSize=0&dataset=xor", "batchSize is 0, but must be a whole number from 1 to 30."),
        ("#networkShape=9", "networkShape (units of a layer) is 9"),
        ("#problem=regression", "problem is regression"),
        ("#learningRate=fast", "learningRate is 'fast', but must be a number."),
    ],
)
def test_a_malformed_link_is_named_field_by_field(open_page, link, says):
    app = open_page("initialization", link_a=link, **SMALL)
    assert untroubled(app)
    assert any(says in warning.value for warning in app.warning)


def test_a_link_of_a_hundred_kilobytes_is_refused_and_the_page_stays_whole(open_page):
    app = open_page("initialization", link_b="#seed=" + "1" * 100_000, **SMALL)
    assert not app.exception
    assert "Link of B must be text of at most 4,000 characters." in app.error[0].value
    assert app.get("download_button")


def test_a_rate_of_a_billion_leaves_the_page_whole(open_page):
    app = open_page("initialization", link_a="#learningRate=1e9&activation=linear", **SMALL)
    assert untroubled(app)
    assert app.get("download_button")


@pytest.mark.parametrize(
    "measure",
    ["Slope", "Activation", "Activation spread", "Weight spread", "Dead units", "Saturation",
     "Symmetry"],
)  # fmt: skip
def test_every_measure_inside_is_drawn(open_page, measure):
    app = open_page("initialization", relu_seeds="2", measure=measure)
    assert untroubled(app)
    assert f"{measure} through time" in text(app)


def test_the_explanations_are_judged_one_by_one(open_page):
    app = open_page("initialization", start="What causes it", cause_seeds="2")
    assert untroubled(app)
    assert text(app).count("**“") == text(app).count("Rule: ") == 4
    app.number_input(key="constant").set_value(1.0).run()
    assert untroubled(app)
    assert "From the constant 1 the test losses" in text(app)


def test_schemes_and_scale_follow_their_controls(open_page):
    app = open_page("initialization", start="Schemes and scale", scheme_seeds="2",
                    scheme_iterations="20")  # fmt: skip
    assert untroubled(app)
    app.get("segmented_control")[1].set_value("xor").run()
    app.get("segmented_control")[2].set_value("tanh").run()
    app.number_input(key="scheme_iterations").set_value(30).run()
    assert untroubled(app)
    assert "after 30 iterations" in text(app)
    assert "torch.nn.init · tanh" in text(app)


def test_deep_stacks_follow_their_controls(open_page):
    app = open_page("initialization", start="Deep stacks", stack_seeds="3", stack_width="16",
                    stack_depth="5")  # fmt: skip
    assert untroubled(app)
    app.selectbox(key="stack_scheme").select("Xavier normal").run()
    app.get("segmented_control")[1].set_value("tanh").run()
    assert untroubled(app)
    assert "Variance through 5 layers · tanh, Xavier normal" in text(app)
    app.number_input(key="stack_width").set_value(1024).run()
    app.number_input(key="stack_depth").set_value(100).run()
    assert not app.exception
    assert "must be a whole number" in app.error[0].value
