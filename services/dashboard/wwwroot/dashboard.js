// What components cannot do by themselves. Loaded before the first paint, because it applies the theme.
(() => {
  const root = document.documentElement;
  const themes = ['light', 'dark', 'system'];

  function applyTheme(theme) {
    if (theme === 'light' || theme === 'dark')
      root.dataset.theme = theme;
    else
      delete root.dataset.theme;
    for (const button of document.querySelectorAll('[data-theme-choice]'))
      button.setAttribute('aria-pressed', String(button.dataset.themeChoice === (theme ?? 'system')));
  }

  function storedTheme() {
    try {
      return localStorage.getItem('theme') ?? 'system';
    } catch {
      return 'system';
    }
  }

  applyTheme(storedTheme());

  function announce(text) {
    let region = document.getElementById('announcer');
    if (!region) {
      region = document.createElement('div');
      region.id = 'announcer';
      region.className = 'hidden';
      region.setAttribute('role', 'status');
      document.body.append(region);
    }
    region.textContent = text;
  }

  document.addEventListener('click', event => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.classList.add('copied');
        announce(document.body.dataset.copied);
        setTimeout(() => copy.classList.remove('copied'), 1500);
      }, () => announce(document.body.dataset.notCopied));
      return;
    }
    const theme = event.target.closest('[data-theme-choice]');
    if (theme && themes.includes(theme.dataset.themeChoice)) {
      try {
        localStorage.setItem('theme', theme.dataset.themeChoice);
      } catch {
        // Without storage the choice lasts for this page.
      }
      applyTheme(theme.dataset.themeChoice);
      return;
    }
    // Blazor scrolls to an anchor and leaves the focus where it was.
    if (event.target.closest('.skip')) {
      event.preventDefault();
      document.getElementById('main')?.focus();
      return;
    }
    // A menu has done its work when something in it was chosen.
    const link = event.target.closest('[popover] a');
    if (link) {
      const menu = link.closest('[popover]');
      if (menu.matches(':popover-open'))
        menu.hidePopover();
    }
  });

  document.addEventListener('toggle', event => {
    if (event.target.id === 'user-menu')
      applyTheme(storedTheme());
  }, true);

  // Fields are dragged by their handle, and what is seen of one that is dragged is the whole field.
  document.addEventListener('dragstart', event => {
    const field = event.target.closest?.('.grip')?.closest('[data-drop]');
    if (!field)
      return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', '');
    event.dataTransfer.setDragImage(field, 16, 16);
    root.dataset.dragging = 'field';
  });
  document.addEventListener('dragend', () => {
    delete root.dataset.dragging;
    mark(null);
  });
  document.addEventListener('drop', () => mark(null));
  document.addEventListener('dragover', event => {
    if (root.dataset.dragging)
      mark(event.target.closest('[data-drop]'));
  });

  let marked = null;

  function mark(target) {
    if (target === marked)
      return;
    marked?.removeAttribute('data-over');
    target?.setAttribute('data-over', '');
    marked = target;
  }

  // Shows an instant in the person's own time zone and language. The text that the server wrote stays below, for readers without scripts.
  customElements.define('local-time', class extends HTMLElement {
    static observedAttributes = ['datetime', 'data-form'];

    connectedCallback() {
      this.show();
    }

    attributeChangedCallback() {
      if (this.isConnected)
        this.show();
    }

    show() {
      const at = new Date(this.getAttribute('datetime'));
      if (Number.isNaN(at.getTime()))
        return;
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      // Digits are 0 to 9 in every language, as those of ids and amounts are.
      const language = `${root.lang || 'en'}-u-nu-latn`;
      const exact = `${new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)} ${zone(at, language)}`;
      const element = document.createElement('time');
      element.dateTime = this.getAttribute('datetime');
      element.textContent = this.dataset.form === 'relative' ? relative(at, language) : exact;
      element.title = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' }).format(at);
      shadow.replaceChildren(element);
    }
  });

  // "3 minutes ago" stays true while a page is open.
  setInterval(() => {
    for (const time of document.querySelectorAll('local-time[data-form="relative"]'))
      time.show();
  }, 20000);

  // A clock time without its zone says nothing to a colleague elsewhere, or beside a log.
  function zone(at, language) {
    const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'short' }).formatToParts(at);
    return parts.find(part => part.type === 'timeZoneName')?.value ?? '';
  }

  function relative(at, language) {
    const seconds = (at.getTime() - Date.now()) / 1000;
    const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
      if (Math.abs(seconds) >= size)
        return format.format(Math.round(seconds / size), unit);
    }
    return format.format(Math.round(seconds), 'second');
  }

  document.addEventListener('components-reconnect-state-changed', event => {
    // The replica that held the page's state is gone. The address has what the page shows. Blazor sends the event to its notice, and it
    // does not bubble: it is caught on its way there.
    if (event.detail?.state === 'rejected')
      location.reload();
  }, true);

  window.passinstance = {
    dialog(id, open) {
      const dialog = document.getElementById(id);
      if (!dialog)
        return;
      if (open && !dialog.open)
        dialog.showModal();
      else if (!open && dialog.open)
        dialog.close();
    },
    keepSession() {
      return fetch('/dashboard/session', { method: 'POST' }).then(() => undefined, () => undefined);
    },
    // From here on the page reacts.
    opened() {
      root.dataset.circuit = 'open';
    },
    timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    focusTitle() {
      document.querySelector('h1')?.focus();
    },
    // The first of these that can have the focus.
    focusFirst(...ids) {
      ids.map(id => document.getElementById(id)).find(one => one && !one.disabled)?.focus();
    },
    announce,
    save(name, type, base64) {
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
    focus(id) {
      document.getElementById(id)?.focus();
    },
  };
})();
