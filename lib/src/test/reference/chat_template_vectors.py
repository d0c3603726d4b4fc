"""Small chat templates with what Jinja2 makes of them, under the settings of transformers' apply_chat_template.

    pip install jinja2==3.1.6
    python chat_template_vectors.py > ../resources/templates/vectors.json
"""

import json
import random
import sys

from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MESSAGES = [
    {"role": "system", "content": " Be\n brief. "},
    {"role": "user", "content": "false"},
    {"role": "assistant", "content": "{{ 1 }} {% if %} \\n 'a' \"b\" <é> 🙂"},
    {"role": "user", "content": ""},
]

TEMPLATES = [
    # Whitespace
    "a\n{% if true %}\nb\n{% endif %}\nc\n",
    "a\n  {% if true %}  \nb\n  {%+ if true %}\nx\n{% endif +%}\n{% endif %}\nc\n\n",
    "  {{ 'x' }}  \n  {{- 'y' -}}  \n z",
    "a {# comment #} b\n{# own line #}\nc\n  {#- both -#}  \nd",
    "{%- for m in messages -%}\n  {{ m.role }}\n{%- endfor -%}\n",
    "x\r\n{% if true %}\r\ny\r\n{% endif %}\r\nz",
    "{ {# joins #}{ x }} {{ '{{' }} {{ '%}' }} {{ \"}}\" }}",
    "a\u00a0\u2003{%- if true -%}\u2003\u00a0b{% endif %}",
    # Strings
    r"{{ 'a\nb\tc\\d\'e' }}{{ " + r'"q\"\x41\u00e9\d"' + " }}",
    "{{ 'two\nlines' }}",
    # Precedence
    "{{ not messages == [] }} {{ not nothing is defined }} {{ not 'x' in 'y' }}",
    "{{ 'a' + ' b ' | trim + 'c' }}|{{ ('a' + ' b ') | trim }}",
    "{{ 1 + 2 * 3 - 7 // 2 % 3 }} {{ 1+1 }} {{ 2 -1 }}",
    "{{ 'a' if false else 'b' if false else 'c' }}{{ 'x' if false }}",
    "{{ 1 if messages and not nothing else 2 }}",
    "{{ 'a' ~ 1 ~ none ~ true ~ nothing }}",
    "{{ 'x' and 'y' }}{{ '' or 'z' }}{{ 'p' or 'q' }}{{ '' and 'w' }}",
    "{{ 1 < 2 }} {{ 2 >= 3 }} {{ 'a' != 'b' }} {{ 'b' in 'abc' }} {{ 'd' not in 'abc' }}",
    "{{ 'role' in messages[0] }} {{ 'tool_calls' in messages[0] }}",
    "{{ 1 == '1' }} {{ none == nothing }} {{ [1, 'a'] == [1, 'a'] }} {{ messages[0] == messages[-4] }}",
    # Undefined and none
    "[{{ nothing }}][{{ messages[0].nothing }}][{{ none }}][{{ messages[9] }}]",
    "{{ nothing is defined }} {{ none is defined }} {{ none is none }} {{ nothing is none }}",
    "{{ nothing is undefined }} {{ nothing | default('d') }} {{ '' | default('d') }} {{ '' | default('d', true) }}",
    "{% for x in nothing %}x{% else %}none{% endfor %}",
    "{{ nothing + 'x' }}",
    "{{ 'x' + nothing }}",
    "{{ nothing.x }}",
    "{{ messages[0].tool.x }}",
    "{{ none + 'x' }}",
    "{{ 'x' + 1 }}",
    "{{ messages[0].nothing | trim }}|",
    # Truth
    "{% for m in messages %}{% if m.content %}1{% else %}0{% endif %}{{ 'a' if m.content else 'b' }}{% endfor %}",
    "{% if 'false' %}yes{% endif %}{% if not 'False' %}no{% endif %}{% if [] or {} or 0 %}no{% endif %}",
    # Loops
    "{% for m in messages %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/"
    "{{ loop.revindex }}/{{ loop.revindex0 }} {% endfor %}",
    "{% for m in messages %}{{ loop.previtem.role if loop.previtem }}<{{ loop.nextitem.role if loop.nextitem }} {% endfor %}",
    "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.role }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for k, v in messages[0].items() if k != 'role' %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v in messages[0] | items %}{{ k }}={{ v }};{% endfor %}",
    "{% set x = 1 %}{% for m in messages %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}",
    "{% set n = namespace(i=0, found=false) %}{% for m in messages %}{% set n.i = n.i + 1 %}{% endfor %}{{ n.i }}{{ n.found }}",
    "{% for a in [1, 2] %}{% for b in 'xy' %}{{ a }}{{ b }}{{ loop.index }} {% endfor %}{{ loop.index }}{% endfor %}",
    "{% if messages[0].role == 'system' %}{% set s = messages[0].content %}{% set messages = messages[1:] %}{% endif %}"
    "{{ s }}{{ messages | length }}",
    "{% if false %}a{% elif messages %}b{% else %}c{% endif %}",
    "{% for m in (messages if false else []) %}x{% else %}empty{% endfor %}",
    # Slices and indices
    "{{ messages[1:] | length }}{{ messages[:-1] | length }}{{ messages[-2:][0].role }}{{ messages[-1].role }}",
    "{{ 'abc🙂d'[-2:] }}{{ 'abc'[:1] }}{{ 'abc'[1] }}{{ 'abc'[5:] }}{{ 'abc'[2:1] }}|{{ 'a🙂' | length }}",
    "{{ (messages | last).role }}{{ (messages | first).role }}",
    # Methods
    "{{ ' a '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ '\\n a'.lstrip('\\n') }}|{{ 'a  '.rstrip() }}|",
    "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('ab') }}{{ 'aXb'.replace('X', '') }}{{ 'aBc'.upper() }}{{ 'aBc'.lower() }}",
    "{{ 'a</think>b</think>c'.split('</think>')[-1] }}|{{ 'a,b,'.split(',') | length }}|{{ 'hELLO'.capitalize() }}",
    "{{ messages[0].get('role') }}{{ messages[0].get('nothing') }}{{ messages[0].get('nothing', 'd') }}",
    "{{ messages[0].keys() | list | join(',') }}{{ messages[0].values() | list | length }}",
    # Filters and tests
    "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}{{ messages | rejectattr('role', 'eq', 'user') | list | length }}",
    "{{ messages | map(attribute='role') | join(', ') }}{{ messages | selectattr('content') | list | length }}",
    "{{ 'x' is string }}{{ 1 is number }}{{ messages[0] is mapping }}{{ messages is iterable }}{{ 'x' is iterable }}"
    "{{ messages is sequence }}{{ true is boolean }}{{ true is true }}{{ 3 is odd }}{{ 'a' is in ['a'] }}",
    "{{ messages[0].content is not string }}{{ messages[0].content is not none }}",
    "{{ messages[2].content | tojson }}{{ messages[0] | tojson }}{{ [1, true, none] | tojson }}",
    "{{ 'aXb' | replace('X', '-') | upper }}{{ 'AB' | lower }}{{ 'aB' | capitalize }}{{ 3 | string + 'x' }}",
    # Errors
    "{{ raise_exception('no, ' + messages[0].role) }}",
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}",
    "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}{{ add_generation_prompt }}",
]

SIGNS = ["", "", "-", "+"]


def random_whitespace(rng):
    """A template in which only whitespace and its control vary."""
    space = lambda: "".join(rng.choice(["", " ", "\n", "\t", "x"]) for _ in range(rng.randrange(4)))
    tag = lambda body: "{%" + rng.choice(SIGNS) + " " + body + " " + rng.choice(SIGNS) + "%}"
    parts = [space()]
    for _ in range(rng.randrange(1, 4)):
        kind = rng.randrange(3)
        if kind == 0:
            parts += [tag("if true"), space(), tag("endif")]
        elif kind == 1:
            parts += ["{{" + rng.choice(["", "-"]) + " 'v' " + rng.choice(["", "-"]) + "}}"]
        else:
            parts += ["{#" + rng.choice(SIGNS) + " c " + rng.choice(SIGNS) + "#}"]
        parts.append(space())
    return "".join(parts)


def raise_exception(message):
    raise TemplateError(message)


def expected(environment, template):
    try:
        text = environment.from_string(template).render(
            messages=MESSAGES, add_generation_prompt=True, bos_token="<s>", eos_token="</s>")
        return {"template": template, "text": text}
    except (TemplateError, TypeError) as error:
        return {"template": template, "error": str(error)}


def main():
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["raise_exception"] = raise_exception
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    rng = random.Random(0)
    templates = TEMPLATES + [random_whitespace(rng) for _ in range(200)]
    vectors = {"messages": MESSAGES, "vectors": [expected(environment, template) for template in templates]}
    json.dump(vectors, sys.stdout, indent=1)
    print()


main()
