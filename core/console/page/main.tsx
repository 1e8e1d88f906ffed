import { render } from 'preact';
import { App } from './app.tsx';
import './page.css';
import { lang, t } from './texts.ts';

document.documentElement.lang = lang;
document.title = t.pageTitle;

const root = document.getElementById('page');
if (root) render(<App />, root);
