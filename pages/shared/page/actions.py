"""What you can take away from any page: its link, a QR code, a report, and a notebook."""

from io import BytesIO

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.page import address
from pages.shared.page.collected import Experiment, Judged, Record, Setting

LARGEST_SCANNED = 600  # characters; a longer address makes modules too fine for a phone at a seat
SIDE, BESIDE = 480, 380  # pixels


def show(
    name: str,
    title: str,
    question: str,
    record: Record,
    heading: DeltaGenerator,
    notices: DeltaGenerator,
) -> None:
    """Offer everything beside the ``heading`` of page ``name``; say at ``notices`` what is odd."""
    with notices:
        address.notice(name, record)
    link = address.of(record)
    chosen = next((one.value for one in record.of(Setting) if one.label == "Experiment"), "")
    file = "_".join(["backprop_lab", name, *chosen.lower().split()])

    def share() -> None:
        with st.popover("Share", icon=":material/ios_share:", type="tertiary"):
            st.markdown("**This page with everything you have set**")
            printed(link)
            if st.button("QR code", icon=":material/qr_code_2:", help="Large, for a projector"):
                _projected(link)
            _files(f"{title}: {chosen}" if chosen else title, question, file, link, record)

    with heading.container(width="content"):
        st.fragment(share)()


@st.dialog("Open this page on your own device", width="large")
def _projected(link: str) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.image(qr_code(link), width=SIDE, alt="QR code of the address that stands beside it")
        with st.container(width=BESIDE):
            st.markdown("Point the camera of your phone at the code, or type:")
            printed(link)
            if len(link) > LARGEST_SCANNED:
                st.caption("A long address makes a fine code: hold the phone close.")


def printed(link: str) -> None:
    """Show ``link`` to be copied, and what may keep it from opening elsewhere."""
    st.code(link, language=None, wrap_lines=True)
    for sentence in address.caveats(link):
        st.caption(sentence)


def qr_code(link: str) -> str:
    """Return ``link`` as a QR code in SVG, black on white with the quiet zone of ISO/IEC 18004."""
    import segno

    drawn = BytesIO()
    segno.make_qr(link).save(
        drawn, kind="svg", border=4, dark="#000000", light="#ffffff", omitsize=True, xmldecl=False
    )
    return drawn.getvalue().decode()


def _files(heading: str, question: str, file: str, link: str, record: Record) -> None:
    """Draw the buttons of the report and of the notebook, which are made when pressed."""

    def make_report() -> bytes:
        from pages.shared import report

        return report.html(heading, question, link, record).encode()

    def make_notebook() -> bytes:
        import nbformat

        from core.notebook import notebook

        experiments = [(one.module, one.config) for one in record.of(Experiment)]
        claims = [one.verdict.claim_id for one in record.of(Judged) if one.whole]
        return nbformat.writes(notebook(heading, question, link, experiments, claims)).encode()

    held = (
        "One file with the charts, tables, verdicts and settings of this page, to print or to open "
        "without a network"
    )
    code = "The same experiment as code, for Jupyter"
    for label, make, ending, mime, icon, help in (
        ("Report", make_report, "html", "text/html", "description", held),
        ("Notebook", make_notebook, "ipynb", "application/x-ipynb+json", "code", code),
    ):
        st.download_button(
            label,
            make,
            f"{file}.{ending}",
            mime,
            icon=f":material/{icon}:",
            on_click="ignore",
            key=label.lower(),
            help=help,
        )
